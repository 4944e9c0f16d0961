export { allTogether } from './all-together.js';
export { PreparingClient } from './preparing-client.js';
