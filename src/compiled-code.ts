import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/** Imported before all else: what V8 compiled of the program is kept beside it from one start to the next, until the next build. */
enableCompileCache(join(import.meta.dirname, 'compiled-code'));
