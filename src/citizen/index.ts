export { CitizenModule } from './citizen.module.js';
export { CitizenProblems } from './citizen-problems.js';
