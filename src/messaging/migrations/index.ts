import { Messaging1764000030001 } from './1764000030001-messaging.js';

export const messagingMigrations = [Messaging1764000030001];
