/** `<print-page>`: a button that prints. Without scripts there is none, and the browser's own menu does it. */
class PrintPage extends HTMLElement {
  connectedCallback(): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'krds-btn secondary small';
    button.textContent = '인쇄하기';
    button.addEventListener('click', () => window.print());
    this.replaceChildren(button);
  }
}

customElements.define('print-page', PrintPage);
