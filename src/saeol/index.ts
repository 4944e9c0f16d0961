export { saeolMigrations } from './migrations/index.js';
export { Quarantine } from './quarantine.service.js';
export { SaeolModule } from './saeol.module.js';
