import { Injectable, ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import * as transformerPackage from 'class-transformer';
import * as validatorPackage from 'class-validator';
import { Problem, type FieldError } from './problem.js';

const MOST_ERRORS = 50;
/** Deeper than any body of ours; class-transformer recurses, so unbounded nesting would exhaust the stack. */
const DEEPEST = 16;

/** A body, query or path that breaks its rules: 400 with every fault by field. */
export class InvalidInput extends Problem {
  constructor(errors: FieldError[]) {
    super(400, 'HTTP.INVALID_INPUT', '입력값이 올바르지 않습니다. errors에서 항목별 까닭을 확인해 주세요.', {
      errors: errors.slice(0, MOST_ERRORS),
    });
  }
}

/** class-validator's tree as a flat list; values are left out, names of unknown fields are cut. */
export function fieldErrors(errors: validatorPackage.ValidationError[], path = ''): FieldError[] {
  return errors.flatMap((error) => {
    const name = error.property.slice(0, 100);
    const field = path === '' ? name : /^\d+$/.test(name) ? `${path}[${name}]` : `${path}.${name}`;
    const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => ({
      field,
      message: rule === 'whitelistValidation' ? 'unknown field' : message.slice(0, 300),
    }));
    return [...own, ...fieldErrors(error.children ?? [], field)];
  });
}

/** Unknown fields are refused, values become the classes of their DTO, faults are told by field. */
@Injectable()
export class InputPipe extends ValidationPipe {
  constructor() {
    super({
      // Given by hand: asked for by name they would come as modules of another shape where the program is bundled.
      validatorPackage,
      transformerPackage,
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: false,
      validationError: { target: false, value: false },
      exceptionFactory: (errors) => new InvalidInput(fieldErrors(errors)),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.metatype !== undefined && this.toValidate(metadata)) refuseDeepNesting(value);
    return super.transform(value, metadata) as Promise<unknown>;
  }
}

/**
 * Refuses a body that no DTO of ours could be: what reads it next may recurse.
 * An array right within an array counts as too deep: no body of ours has one, and class-validator looks for DTOs through it.
 * @throws InvalidInput
 */
export function refuseDeepNesting(value: unknown): void {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) throw new InvalidInput([{ field: '', message: `nested deeper than ${DEEPEST} levels` }]);
    level = level.flatMap((item) => {
      if (typeof item !== 'object' || item === null) return [];
      const parts = Object.values(item) as unknown[];
      if (Array.isArray(item) && parts.some(Array.isArray))
        throw new InvalidInput([{ field: '', message: 'an array within an array' }]);
      return parts;
    });
  }
}
