/** A set's most: what is read for one should not wait for too many others. */
const MOST_AT_ONCE = 64;

interface Asked<Key, Value> {
  key: Key;
  settle: (value: Value) => void;
  fail: (error: unknown) => void;
}

/**
 * Reads for many askers at once what each asked for alone: those who ask while a set is being read go into the next one. No timer: who
 * asks an idle process waits for nobody.
 */
export class ReadTogether<Key, Value> {
  private readonly waiting: Asked<Key, Value>[] = [];
  private isReading = false;

  /** @param read the values of these keys, in their order */
  constructor(private readonly read: (keys: Key[]) => Promise<Value[]>) {}

  of(key: Key): Promise<Value> {
    return new Promise<Value>((settle, fail) => {
      this.waiting.push({ key, settle, fail });
      if (this.isReading) return;
      this.isReading = true;
      // After what has reached this process already is parsed.
      setImmediate(() => void this.readAll());
    });
  }

  private async readAll(): Promise<void> {
    while (this.waiting.length > 0) await this.readSet(this.waiting.splice(0, MOST_AT_ONCE));
    this.isReading = false;
  }

  /** A set that cannot be read is read one by one, so that what is wrong with one does not fail its neighbours. */
  private async readSet(asked: Asked<Key, Value>[]): Promise<void> {
    try {
      const values = await this.read(asked.map(({ key }) => key));
      asked.forEach(({ settle }, index) => settle(values[index]!));
    } catch (error) {
      if (asked.length === 1) return asked[0]!.fail(error);
      await Promise.all(asked.map((one) => this.readSet([one])));
    }
  }
}
