import { linkOf, variablesIn, type Button, type Wording } from './wording.js';

/** One line of a part that two versions share, that the older had or that the newer has. */
export interface DiffLine {
  op: 'SAME' | 'REMOVED' | 'ADDED';
  text: string;
}

export interface PartDiff {
  part: 'ALIMTALK' | 'ALIMTALK_BUTTONS' | 'RCS_TITLE' | 'RCS_BUTTONS' | 'LMS_TITLE' | 'LMS' | 'SMS';
  changed: boolean;
  lines: DiffLine[];
}

export interface WordingDiff {
  parts: PartDiff[];
  /** Variables that only one of the two names. */
  variables: { added: string[]; removed: string[] };
}

/** What changed from one version to another, line by line. Pure. */
export function diffWordings(older: Wording, newer: Wording): WordingDiff {
  const before = partsOf(older);
  const after = partsOf(newer);
  const parts = (Object.keys(before) as PartDiff['part'][]).map((part) => {
    const lines = diffLines(before[part], after[part]);
    return { part, changed: lines.some(({ op }) => op !== 'SAME'), lines };
  });
  const had = variablesIn(...Object.values(before).flat());
  const has = variablesIn(...Object.values(after).flat());
  return {
    parts,
    variables: {
      added: has.filter((name) => !had.includes(name)),
      removed: had.filter((name) => !has.includes(name)),
    },
  };
}

function partsOf({ alimtalk, rcs, lms, sms }: Wording): Record<PartDiff['part'], string[]> {
  return {
    ALIMTALK: alimtalk.text.split('\n'),
    ALIMTALK_BUTTONS: alimtalk.buttons.map(buttonLine),
    RCS_TITLE: [rcs.title],
    RCS_BUTTONS: rcs.buttons.map(buttonLine),
    LMS_TITLE: [lms.title],
    LMS: lms.text.split('\n'),
    SMS: sms === null ? [] : sms.split('\n'),
  };
}

function buttonLine(button: Button): string {
  return `${button.name} (${button.type}) ${linkOf(button)}`;
}

/** By the longest common subsequence; texts have some tens of lines at most. */
function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const common = Array.from({ length: before.length + 1 }, () => Array.from({ length: after.length + 1 }, () => 0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      common[i]![j] =
        before[i] === after[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
    }
  }
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      lines.push({ op: 'SAME', text: before[i++]! });
      j++;
    } else if (j >= after.length || (i < before.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      lines.push({ op: 'REMOVED', text: before[i++]! });
    } else {
      lines.push({ op: 'ADDED', text: after[j++]! });
    }
  }
  return lines;
}
