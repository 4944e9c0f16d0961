/** After the last key, so that a sentence costs one question and not twenty. */
const WAIT_MS = 350;

/**
 * `<template-preview>`: asks the server for the phones whenever the form beside it changes, and puts its answer in place. The answer is
 * the page that the button "미리보기" leads to, so there is one way to draw a phone.
 */
class TemplatePreview extends HTMLElement {
  private timer: number | null = null;
  private asking: AbortController | null = null;
  private form: HTMLFormElement | null = null;

  connectedCallback(): void {
    this.form = document.querySelector<HTMLFormElement>('form[data-preview-form]');
    this.form?.addEventListener('input', this.askSoon);
  }

  disconnectedCallback(): void {
    this.form?.removeEventListener('input', this.askSoon);
    this.asking?.abort();
    if (this.timer !== null) window.clearTimeout(this.timer);
  }

  private readonly askSoon = (): void => {
    if (this.timer !== null) window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT_MS);
  };

  private async ask(): Promise<void> {
    if (!this.form) return;
    this.asking?.abort();
    this.asking = new AbortController();
    this.dataset.state = 'asking';
    const body = new URLSearchParams();
    new FormData(this.form).forEach((value, name) => {
      if (typeof value === 'string') body.append(name, value);
    });
    body.set('act', 'preview');
    try {
      const answer = await fetch(this.form.action, { method: 'POST', body, signal: this.asking.signal });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      const shown = page.querySelector('template-preview > #preview');
      // Logged out, or the server failed: what stands is kept, and marked as not following.
      if (shown === null) {
        this.dataset.state = 'cut';
        return;
      }
      this.replaceChildren(shown);
      this.dataset.state = 'shown';
    } catch (error) {
      if ((error as Error).name !== 'AbortError') this.dataset.state = 'cut';
    }
  }
}

customElements.define('template-preview', TemplatePreview);
