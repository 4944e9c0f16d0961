import { plainToInstance } from 'class-transformer';
import { validate } from 'class-validator';
import { Problem } from '../../libs/http/index.js';

/** What stands wrong in a form, by field, in Korean. */
export type Faults = Record<string, string>;

/**
 * A form as it was sent. Blanks around a text fall away and an empty field is none; fields that the class does not name are dropped.
 * @param kind its rules say in Korean what is wrong
 */
export async function readForm<Form extends object>(
  kind: new () => Form,
  body: unknown,
): Promise<{ form: Form; faults: Faults | null }> {
  const given = Object.fromEntries(
    Object.entries((body ?? {}) as Record<string, unknown>)
      .map(([name, value]) => [name, typeof value === 'string' ? value.trim() : value] as const)
      .filter(([, value]) => value !== ''),
  );
  const form = plainToInstance(kind, given);
  const errors = await validate(form, { whitelist: true });
  if (errors.length === 0) return { form, faults: null };
  return {
    form,
    faults: Object.fromEntries(
      errors.map(({ property, constraints }) => [property, Object.values(constraints ?? {})[0] ?? '읽을 수 없습니다.']),
    ),
  };
}

/** The word of a rule that refuses an act, for the page that it was asked on; null where it was done. Failures of ours are thrown on. */
export async function refusalOf(act: () => Promise<unknown>): Promise<Problem | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error;
    throw error;
  }
}
