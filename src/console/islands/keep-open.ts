/** What the reader has unfolded stays unfolded when the page refreshes itself. */
document.addEventListener('turbo:before-morph-attribute', (event) => {
  const { attributeName } = (event as CustomEvent<{ attributeName: string }>).detail;
  if (attributeName === 'open' && event.target instanceof HTMLDetailsElement) event.preventDefault();
});
