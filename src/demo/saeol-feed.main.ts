/** The simulated Saeol as a process of its own: FEED_URL and SAEOL_LINK_SECRET in the environment. */
import { PushRefused } from './push-to-the-link.js';
import { playCounty, type FeedProgress } from './simulated-saeol.js';

const url = process.env['FEED_URL'];
const secret = process.env['SAEOL_LINK_SECRET']?.split(',')[0]?.trim();
if (!url || !URL.canParse(url) || !secret) {
  console.error('The simulated Saeol needs FEED_URL (e.g. http://127.0.0.1:3000) and SAEOL_LINK_SECRET.');
  process.exit(78);
}

const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
process.on('SIGTERM', () => stop.abort());
// Started by another process (fork): it ends with it.
process.on('disconnect', () => stop.abort());

const tell = (progress: FeedProgress): void => {
  if (process.connected) process.send?.(progress);
  else if (process.send === undefined) {
    const { at, petitions, steps, duplicates, quarantined, waitingFor } = progress;
    const waiting = waitingFor === null ? '' : `, waiting: ${waitingFor}`;
    console.log(
      `${at} petitions ${petitions}, steps ${steps}, sent before ${duplicates}, quarantined ${quarantined}${waiting}`,
    );
  }
};

try {
  await playCounty({ url, secret }, stop.signal, tell);
} catch (error) {
  if (!(error instanceof PushRefused)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
// An open channel to the parent would keep the process alive.
if (process.connected) process.disconnect();
