import { describe, expect, it } from 'vitest';
import { stripUnusedCss } from './strip-unused-css.js';

const squeeze = (css: string): string => css.replace(/\s+/g, '');

describe('stripUnusedCss', () => {
  it('keeps a selector whose every class and id is a word of the sources, and drops the rest of its list', () => {
    const css = '.krds-btn.primary, .krds-btn.secondary { color: red } #krds-masthead .inner { color: blue }';
    expect(squeeze(stripUnusedCss(css, 'className="krds-btn primary"', ''))).toBe('.krds-btn.primary{color:red}');
  });

  it('keeps rules on elements, and on classes that must not be there', () => {
    const css = 'body { margin: 0 } a:not(.disabled) { color: red }';
    expect(squeeze(stripUnusedCss(css, '', ''))).toBe('body{margin:0}a:not(.disabled){color:red}');
  });

  it('looks into @media and drops one that is left empty', () => {
    const css =
      '@media (max-width: 767px) { .a { color: red } .b { color: blue } } @media print { .b { color: blue } }';
    expect(squeeze(stripUnusedCss(css, 'a', ''))).toBe('@media(max-width:767px){.a{color:red}}');
  });

  it('keeps a token that is read, also through another token or by our own sheets, and drops the others', () => {
    const css = ':root { --x: var(--y); --y: 1px; --own: 2px; --none: 3px } .a { margin: var(--x) }';
    expect(squeeze(stripUnusedCss(css, 'a', 'p { top: var(--own) }'))).toBe(
      ':root{--x:var(--y);--y:1px;--own:2px}.a{margin:var(--x)}',
    );
  });

  it('drops the mode that follows the device, which our pages never set', () => {
    expect(stripUnusedCss('[data-krds-mode=theme] .a { color: red }', 'a', '')).toBe('');
  });
});
