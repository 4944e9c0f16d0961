import type { ReactElement } from 'react';
import { FormField, TextInput } from '../../../libs/krds/index.js';

interface TextFieldProps {
  name: string;
  label: string;
  hint?: string;
  /** What was typed, or stands now, by field. */
  values?: Record<string, string | null | undefined>;
  faults?: Record<string, string>;
  type?: 'text' | 'date' | 'number';
  required?: boolean;
  maxLength?: number;
  inputMode?: 'numeric' | 'tel';
  placeholder?: string;
}

/** One line of a form: its label, what stands in it, what is wrong with it. */
export function TextField(props: TextFieldProps): ReactElement {
  const { name, label, hint, values, faults, type, required, maxLength, inputMode, placeholder } = props;
  const fault = faults?.[name];
  const described = [hint !== undefined && `${name}-hint`, fault !== undefined && `${name}-error`].filter(Boolean);
  return (
    <FormField id={name} label={label} hint={hint} error={fault}>
      <TextInput
        id={name}
        name={name}
        type={type}
        required={required}
        maxLength={maxLength}
        inputMode={inputMode}
        placeholder={placeholder}
        autoComplete="off"
        defaultValue={values?.[name] ?? ''}
        aria-describedby={described.join(' ') || undefined}
        aria-invalid={fault !== undefined}
      />
    </FormField>
  );
}
