import { renderStreamMessage } from '@hotwired/turbo';

/** The next request is a refresh that nobody asked for. */
let isRefreshing = false;
/** A refresh would break off what a person is sending just now, and with it the answer that they wait for. */
let isSending = false;

document.addEventListener('turbo:submit-start', () => {
  isSending = true;
});
document.addEventListener('turbo:submit-end', () => {
  isSending = false;
});
document.addEventListener('turbo:before-fetch-request', (event) => {
  if (!isRefreshing) return;
  isRefreshing = false;
  const { fetchOptions } = (event as CustomEvent<{ fetchOptions: RequestInit }>).detail;
  (fetchOptions.headers as Record<string, string>)['X-Live-Refresh'] = '1';
});

/**
 * Fetches the page anew and morphs it in place, and tells the server that nobody asked for it: a session is not prolonged by that.
 * False where a person is sending something, whose answer comes before any refresh.
 */
export function refreshInPlace(): boolean {
  if (isSending) return false;
  isRefreshing = true;
  renderStreamMessage('<turbo-stream action="refresh"></turbo-stream>');
  return true;
}
