/** KRDS, the design system of the Korean government, as server-rendered components; the shell, headers and assets of pages. */
export { Assets, ASSETS_DIR, serveAssets, type AssetManifest } from './assets.js';
export { Badge, type Tone } from './badge.js';
export { Button, LinkButton, type ButtonSize, type ButtonTone } from './button.js';
export { Checkbox, FormField, RadioGroup, Select, TextArea, TextInput, type Option } from './form.js';
export { Icon, type IconName } from './icon.js';
export { KeptMarkup } from './kept-markup.js';
export {
  Masthead,
  Pagination,
  SideNavigation,
  SkipLink,
  Tabs,
  type MastheadKind,
  type MenuLink,
  type TabLink,
} from './navigation.js';
export { EmptyState, Notice, type NoticeTone } from './notice.js';
export { Page, preparePage, renderPage, sendPage, type PageContext, type Reading } from './page.js';
export { newNonce, securityHeaders } from './security-headers.js';
export { Table, type Column } from './table.js';
