import { onDatabase, type TestDatabase } from '../../test/harness/database.js';

/**
 * Copies each of these cases until there are `count` in all, in a few statements: same history, same person, receipt numbers of
 * their own. For specs and measurements that need more cases than steps can be applied for.
 */
export async function multiplyCases(
  { dataSource, url: ownerUrl }: TestDatabase,
  receiptNos: string[],
  count: number,
): Promise<void> {
  await dataSource.transaction(async (tx) => {
    await tx.query(
      `CREATE TEMP TABLE copy ON COMMIT DROP AS
       SELECT c.id AS original, uuidv7() AS id, '8' || lpad(row_number() OVER ()::text, 17, '0') AS receipt_no
       FROM generate_series(1, $2::int) AS n JOIN (
         SELECT id, row_number() OVER (ORDER BY receipt_no) - 1 AS place FROM cases.civil_case WHERE receipt_no = ANY($1)) c
         ON c.place = n % $3::int`,
      [receiptNos, count - receiptNos.length, receiptNos.length],
    );
    const columns = await tx.query<{ name: string }[]>(
      `SELECT column_name AS name FROM information_schema.columns
       WHERE table_schema = 'cases' AND table_name = 'civil_case' AND column_name NOT IN ('id', 'receipt_no')`,
    );
    const same = columns.map(({ name }) => name).join(', ');
    await tx.query(
      `INSERT INTO cases.civil_case (id, receipt_no, ${same})
       SELECT copy.id, copy.receipt_no, ${columns.map(({ name }) => `c.${name}`).join(', ')}
       FROM copy JOIN cases.civil_case c ON c.id = copy.original`,
    );
    await tx.query(
      `INSERT INTO cases.step (case_id, sequence, kind, at, recorded_at, detail, words_sealed)
       SELECT copy.id, s.sequence, s.kind, s.at, s.recorded_at, s.detail, s.words_sealed
       FROM copy JOIN cases.step s ON s.case_id = copy.original`,
    );
  });
  // The program's role may not; the server itself does it in the end.
  await onDatabase(ownerUrl, (owner) => owner.query('ANALYZE cases.civil_case, cases.step').then(() => undefined));
}
