import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';

/**
 * What one of the YAML files of the seed holds. Read from the package's own folder, so that it works from the sources and from `dist`
 * (the compiler copies no YAML). The built program holds the data themselves in place of this module (src/build-program.ts): to
 * parse YAML is a tenth of a start.
 */
export function seedFile(name: string): unknown {
  return parse(readFileSync(join(packageRoot(), 'config', 'seed', name), 'utf8'));
}

function packageRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error(`no package.json above ${import.meta.dirname}`);
    folder = dirname(folder);
  }
  return folder;
}
