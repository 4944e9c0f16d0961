export { demoEnvironment } from './demo-environment.js';
export type { Surface } from './environment.js';
export type { LinkDatabaseSettings, SaeolSettings } from './saeol-environment.js';
export {
  readSettings,
  Settings,
  SettingsError,
  type NhnAlimtalkSettings,
  type NhnRcsSettings,
  type NhnSmsSettings,
  type OidcSettings,
  type SolapiSettings,
} from './settings.js';
