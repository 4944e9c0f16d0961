import { maskName, maskPhone } from '../../libs/privacy/index.js';

const NAMES = new Set(['name', 'mw_aplct_nm', 'agncy_nm', 'dpp_usr_nm', 'user_name']);
const NUMBERS = new Set(['phone', 'mobile', 'mw_aplct_hpno', 'agncy_telno', 'dpp_usr_telno', 'tel']);
/** Typed freely, so that anything may stand in it. */
const TYPED = new Set(['reason', 'note', 'rsn']);
const HIDDEN = '(가림)';

/** A record's content with names and numbers masked and free text hidden. Pure. */
export function maskedPayload(content: unknown): unknown {
  if (Array.isArray(content)) return content.map(maskedPayload);
  if (typeof content !== 'object' || content === null) return content;
  return Object.fromEntries(
    Object.entries(content).map(([key, value]: [string, unknown]) => {
      // An excluded interval's reason is a code.
      const isFree = TYPED.has(key) && !(key === 'reason' && 'from' in content);
      if (typeof value !== 'string') return [key, maskedPayload(value)];
      if (NAMES.has(key)) return [key, maskName(value)];
      if (NUMBERS.has(key)) return [key, maskPhone(value)];
      return [key, isFree ? HIDDEN : value];
    }),
  );
}
