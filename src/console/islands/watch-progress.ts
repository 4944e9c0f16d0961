import { refreshInPlace } from './refresh-in-place';

const EVERY_MS = 1_000;

/** `<watch-progress>` stands on a page while long work goes on: it renews the page each second; where the work has ended it is gone. */
class WatchProgress extends HTMLElement {
  private timer: number | null = null;

  connectedCallback(): void {
    this.timer = window.setInterval(() => {
      if (!document.hidden) refreshInPlace();
    }, EVERY_MS);
  }

  disconnectedCallback(): void {
    if (this.timer !== null) window.clearInterval(this.timer);
  }
}

customElements.define('watch-progress', WatchProgress);
