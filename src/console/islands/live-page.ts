import { REFRESH_EVERY_MS } from './live-pace';
import { refreshInPlace } from './refresh-in-place';

/**
 * `<live-page src="…">`: listens to Server-Sent Events and refreshes the page in place (Turbo morphs it) after each.
 * `data-state` is `open`, `cut` or `paused`; a hidden tab hears nothing and catches up when it is seen again.
 */
class LivePage extends HTMLElement {
  private source: EventSource | null = null;
  private timer: number | null = null;
  private refreshedAt = 0;
  private wasCut = false;

  connectedCallback(): void {
    document.addEventListener('visibilitychange', this.followVisibility);
    document.addEventListener('turbo:submit-end', this.countAsRefreshed);
    // The server's HTML knows nothing of the connection: a morph must not take the state away.
    this.addEventListener('turbo:before-morph-attribute', this.keepState);
    this.followVisibility();
  }

  disconnectedCallback(): void {
    document.removeEventListener('visibilitychange', this.followVisibility);
    document.removeEventListener('turbo:submit-end', this.countAsRefreshed);
    this.removeEventListener('turbo:before-morph-attribute', this.keepState);
    this.close();
  }

  private readonly followVisibility = (): void => {
    if (document.hidden) {
      this.close();
      this.dataset.state = 'paused';
      return;
    }
    const wasPaused = this.dataset.state === 'paused';
    this.open();
    if (wasPaused) this.refreshSoon();
  };

  private open(): void {
    if (this.source) return;
    const source = new EventSource(this.getAttribute('src') ?? '');
    source.addEventListener('open', () => {
      this.dataset.state = 'open';
      if (this.wasCut) this.refreshSoon();
      this.wasCut = false;
    });
    source.addEventListener('error', () => {
      this.dataset.state = 'cut';
      this.wasCut = true;
      // EventSource tries again by itself, unless the server refused it (logged out): then the page says so when it is loaded.
      if (source.readyState === EventSource.CLOSED) this.close();
    });
    source.addEventListener('message', () => this.refreshSoon());
    source.addEventListener('change', () => this.refreshSoon());
    this.source = source;
  }

  private close(): void {
    this.source?.close();
    this.source = null;
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = null;
  }

  /** The first fact shows at once; those that follow are gathered. */
  private refreshSoon(): void {
    if (this.timer !== null) return;
    const wait = Math.max(0, this.refreshedAt + REFRESH_EVERY_MS - Date.now());
    this.timer = window.setTimeout(() => {
      this.timer = null;
      this.refreshedAt = Date.now();
      if (!refreshInPlace()) this.refreshSoon();
    }, wait);
  }

  /** The answer to what was sent is on its way to the page, and as new as can be. */
  private readonly countAsRefreshed = (): void => {
    this.refreshedAt = Date.now();
  };

  private readonly keepState = (event: Event): void => {
    const { attributeName } = (event as CustomEvent<{ attributeName: string }>).detail;
    if (event.target === this && attributeName === 'data-state') event.preventDefault();
  };
}

customElements.define('live-page', LivePage);
