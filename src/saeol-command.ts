import 'reflect-metadata';
import { resolve } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Settings } from '../config/index.js';
import { Clock, followAnchor } from '../libs/clock/index.js';
import { loadPrivacy } from '../libs/privacy/index.js';
import { AppModule } from './app.module.js';
import { appDataSource } from './data-source.js';
import { BAD_DATA, BAD_USAGE, NO_INPUT, TRY_AGAIN } from './exit-codes.js';
import { migrate } from './migrate.js';
import { FileTakenElsewhere, NotAListing } from './saeol/index.js';

/** The program's modules without HTTP and without background work, for a command beside it. */
export async function withProgram<T>(
  settings: Settings,
  use: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  await migrate(settings.databaseUrl);
  const dataSource = await appDataSource(settings.databaseUrl, 4).initialize();
  const privacy = await loadPrivacy(dataSource, settings.privacyKeys);
  const clock = new Clock();
  if (settings.profile === 'demo') await followAnchor(dataSource, clock);
  const app = await NestFactory.createApplicationContext(
    AppModule.of({ settings: { ...settings, work: false }, clock, privacy, dataSource }),
    { logger: ['error'], abortOnError: false },
  );
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}

/** The one file that was named, and the wishes before or after it; null where the call makes no sense. */
export function readCall(args: string[], known: string[]): { file: string; wishes: Set<string> } | null {
  const wishes = new Set(args.filter((arg) => arg.startsWith('--')));
  const files = args.filter((arg) => !arg.startsWith('--'));
  const isGood = files.length === 1 && [...wishes].every((wish) => known.includes(wish));
  // npm runs in the project's folder; the path is meant from where the command was given.
  return isGood ? { file: resolve(process.env.INIT_CWD ?? '.', files[0]!), wishes } : null;
}

export function badUsage(usage: string): number {
  console.error(`Usage: ${usage}`);
  return BAD_USAGE;
}

/** What is wrong with the file, and the exit code for it; other errors go on. */
export function fileFault(error: unknown, file: string): number {
  const { code } = error as { code?: string };
  if (error instanceof NotAListing) {
    console.error(`${file}: ${error.message}`);
    return BAD_DATA;
  }
  if (error instanceof FileTakenElsewhere) {
    console.error(`${file}: ${error.message}; try again when it is through`);
    return TRY_AGAIN;
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'EISDIR') {
    console.error(`${file}: cannot be read (${code})`);
    return NO_INPUT;
  }
  throw error;
}
