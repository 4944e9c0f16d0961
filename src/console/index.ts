export { ConsoleModule } from './console.module.js';
export { UPLOAD_ROUTES } from './directory-import-pages.controller.js';
