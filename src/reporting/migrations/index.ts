import { Reporting1764000080001 } from './1764000080001-reporting.js';
import { OfficersLoad1764000080002 } from './1764000080002-officers-load.js';
import { ReminderOrders1764000080003 } from './1764000080003-reminder-orders.js';
import { MissesFollowTheirCase1764000080004 } from './1764000080004-misses-follow-their-case.js';

export const reportingMigrations = [
  Reporting1764000080001,
  OfficersLoad1764000080002,
  ReminderOrders1764000080003,
  MissesFollowTheirCase1764000080004,
];
