import type { InputHTMLAttributes, ReactElement, ReactNode, TextareaHTMLAttributes } from 'react';

interface FieldProps {
  /** Of the control that the label names. */
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong, why, and what to do. */
  error?: string;
  children: ReactNode;
}

/** `.form-group`: label, control, hint, error. The control refers to hint and error by `describedBy(id)`. */
export function FormField({ id, label, hint, error, children }: FieldProps): ReactElement {
  return (
    <div className="form-group">
      <div className="form-tit">
        <label htmlFor={id}>{label}</label>
      </div>
      <div className={error ? 'form-conts is-error' : 'form-conts'}>{children}</div>
      {hint !== undefined && (
        <p className="form-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p className="form-hint-invalid" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

type Size = 'small' | 'medium' | 'large';

/** `input.krds-input`. */
export function TextInput({
  size = 'medium',
  type = 'text',
  ...rest
}: { size?: Size } & Omit<InputHTMLAttributes<HTMLInputElement>, 'size'>): ReactElement {
  return <input type={type} className={`krds-input ${size}`} {...rest} />;
}

/** `textarea.krds-input`. */
export function TextArea(props: TextareaHTMLAttributes<HTMLTextAreaElement>): ReactElement {
  return (
    <div className="textarea-wrap">
      <textarea className="krds-input" {...props} />
    </div>
  );
}

export interface Option {
  value: string;
  label: string;
}

interface SelectProps {
  id: string;
  name: string;
  options: Option[];
  value?: string;
  size?: Size;
}

/** `select.krds-form-select`. */
export function Select({ id, name, options, value, size = 'medium' }: SelectProps): ReactElement {
  return (
    <select id={id} name={name} className={`krds-form-select ${size}`} defaultValue={value ?? ''}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}

interface RadioGroupProps {
  name: string;
  legend: ReactNode;
  options: Option[];
  value?: string;
  required?: boolean;
  error?: string;
  className?: string;
  hint?: ReactNode;
}

/**
 * `.krds-check-area` of radio buttons, in a fieldset with a visible legend.
 * KRDS's own area does not wrap and runs out of a narrow screen: `ma-choices` wraps.
 */
export function RadioGroup(props: RadioGroupProps): ReactElement {
  const { name, legend, options, value, required, error, className = '', hint } = props;
  const describedBy = [hint !== undefined && `${name}-hint`, error !== undefined && `${name}-error`].filter(Boolean);
  return (
    <fieldset className={`ma-fieldset ${className}`.trim()} aria-describedby={describedBy.join(' ') || undefined}>
      <legend className="ma-legend">{legend}</legend>
      {hint !== undefined && (
        <p className="form-hint" id={`${name}-hint`}>
          {hint}
        </p>
      )}
      <div className="krds-check-area ma-choices">
        {options.map((option) => (
          <div className="krds-form-check large" key={option.value}>
            <input
              type="radio"
              name={name}
              id={`${name}-${option.value}`}
              value={option.value}
              defaultChecked={option.value === value}
              required={required}
            />
            <label htmlFor={`${name}-${option.value}`}>{option.label}</label>
          </div>
        ))}
      </div>
      {error !== undefined && (
        <p className="form-hint-invalid" id={`${name}-error`}>
          {error}
        </p>
      )}
    </fieldset>
  );
}

interface CheckboxProps {
  id: string;
  name: string;
  value: string;
  label: ReactNode;
  hint?: ReactNode;
  checked?: boolean;
}

/** `.krds-form-check` with a checkbox. */
export function Checkbox({ id, name, value, label, hint, checked }: CheckboxProps): ReactElement {
  return (
    <div className="krds-form-check large">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        defaultChecked={checked}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <label htmlFor={id}>{label}</label>
      {hint !== undefined && (
        <div className="krds-form-check-cnt">
          <p className="krds-form-check-p" id={`${id}-hint`}>
            {hint}
          </p>
        </div>
      )}
    </div>
  );
}
