import fc from 'fast-check';
import { expect, it } from 'vitest';
import { groupsWithoutSharedPersons, packed } from './due-groups.js';

it('groups hold each due rung once, share no person, and are as small as that allows', () => {
  const persons = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), { maxLength: 3 });
  fc.assert(
    fc.property(fc.array(persons, { maxLength: 12 }), (lists) => {
      const due = lists.map((ids, n) => ({ n, recipients: ids.map((id) => ({ id })) }));
      const groups = groupsWithoutSharedPersons(due);
      expect(
        groups
          .flat()
          .map(({ n }) => n)
          .sort((a, b) => a - b),
      ).toEqual(due.map(({ n }) => n));
      const idsOf = (group: typeof due) => new Set(group.flatMap(({ recipients }) => recipients.map(({ id }) => id)));
      for (const [i, one] of groups.entries()) {
        for (const other of groups.slice(i + 1)) expect([...idsOf(one)].some((id) => idsOf(other).has(id))).toBe(false);
        // Whoever is in a group is reached from its first rung over shared persons.
        const reached = new Set(one[0]!.recipients.map(({ id }) => id));
        for (let size = -1; size !== reached.size;) {
          size = reached.size;
          for (const { recipients } of one)
            if (recipients.some(({ id }) => reached.has(id))) recipients.forEach(({ id }) => reached.add(id));
        }
        expect(reached).toEqual(idsOf(one));
      }
    }),
  );
});

it('sets hold whole groups, in their order, and are big enough', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 9 })),
      fc.integer({ min: 1, max: 12 }),
      (groups, atLeast) => {
        const sets = packed(groups, atLeast, (size) => size);
        expect(sets.flat()).toEqual(groups.flat());
        const sizes = sets.map((set) => set.reduce((sum, size) => sum + size, 0));
        for (const size of sizes.slice(0, -1)) expect(size).toBeGreaterThanOrEqual(atLeast);
        const ends = new Set(groups.map((_, i) => groups.slice(0, i + 1).flat().length));
        sets.forEach((_, i) => expect(ends).toContain(sets.slice(0, i + 1).flat().length));
      },
    ),
  );
});
