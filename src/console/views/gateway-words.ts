import type { Tone } from '../../../libs/krds/index.js';
import type { GatewayDto, LineStanding } from '../../messaging/index.js';

/** Vendors as the county knows them. */
export const VENDOR_NAMES: Record<string, string> = { SOLAPI: '솔라피(SOLAPI)', NHN: 'NHN클라우드' };

export function vendorName(vendor: string): string {
  return VENDOR_NAMES[vendor] ?? vendor;
}

/** What becomes of messages that would go over this line just now. */
export function lineState(gateway: GatewayDto, standing: LineStanding): { name: string; tone: Tone } {
  if (gateway.switchedOff) return { name: '꺼짐', tone: 'gray' };
  if (gateway.weight === 0) return { name: '쓰지 않음', tone: 'gray' };
  if (standing.leftAloneSince !== null) return { name: '차단됨', tone: 'danger' };
  if (gateway.weight < gateway.restingWeight) return { name: '비중 낮춤', tone: 'warning' };
  return { name: '정상', tone: 'success' };
}
