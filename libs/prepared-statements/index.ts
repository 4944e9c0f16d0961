export { PreparingClient } from './preparing-client.js';
