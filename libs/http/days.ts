import { applyDecorators } from '@nestjs/common';
import { IsISO8601, Matches } from 'class-validator';

const DATE = String.raw`(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)`;

/** A day that exists, `YYYY-MM-DD`. */
export function IsDay(): PropertyDecorator {
  return applyDecorators(
    Matches(new RegExp(`^${DATE}$`), { message: 'a day such as 2026-04-29' }),
    IsISO8601({ strict: true }, { message: 'a day that exists' }),
  );
}

/** A day that exists, or an instant with its offset. */
export function IsDayOrInstant(): PropertyDecorator {
  return applyDecorators(
    Matches(new RegExp(`^${DATE}(${TIME})?$`), {
      message: 'a day such as 2026-04-29, or an instant such as 2026-04-29T14:00:00+09:00',
    }),
    IsISO8601({ strict: true }, { message: 'a day that exists' }),
  );
}

/** An instant with its offset, ISO 8601. */
export function IsInstant(): PropertyDecorator {
  return applyDecorators(
    Matches(new RegExp(`^${DATE}${TIME}$`), {
      message: 'an instant with its offset, such as 2026-04-29T14:00:00+09:00',
    }),
    IsISO8601({ strict: true }, { message: 'a day that exists' }),
  );
}
