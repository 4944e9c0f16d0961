import { Messaging1764000030001 } from './1764000030001-messaging.js';
import { VendorBalance1764000030002 } from './1764000030002-vendor-balance.js';

export const messagingMigrations = [Messaging1764000030001, VendorBalance1764000030002];
