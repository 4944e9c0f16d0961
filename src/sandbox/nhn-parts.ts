import type { SandboxAccount } from './account.js';
import type { Answers } from './answers.js';
import type { Faults } from './faults.js';
import type { MessageStore } from './message-store.js';
import type { TemplateBook } from './templates.js';

/** What NHN's three interfaces share. */
export interface NhnParts {
  account: SandboxAccount;
  store: MessageStore;
  answers: Answers;
  faults: Faults;
  templates: TemplateBook;
}
