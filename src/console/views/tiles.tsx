import type { ReactElement } from 'react';
import { Icon } from '../../../libs/krds/index.js';

/** One figure, and where the cases are that make it up. */
export interface Tile {
  label: string;
  value: string;
  unit?: string;
  detail: string;
  href: string;
  tone?: 'danger' | 'warning';
}

/** A row of figures, each a link. */
export function Tiles({ label, tiles }: { label: string; tiles: Tile[] }): ReactElement {
  return (
    <ul className={`ma-tiles has-${tiles.length}`} aria-label={label}>
      {tiles.map((tile) => (
        <li key={tile.label}>
          <a className={tile.tone ? `ma-tile is-${tile.tone}` : 'ma-tile'} href={tile.href}>
            <span className="ma-tile-label">
              {tile.tone !== undefined && <Icon name="warning" />}
              {tile.label}
            </span>
            <span className="ma-tile-value">
              {tile.value}
              {tile.unit !== undefined && <span className="ma-tile-unit"> {tile.unit}</span>}
            </span>
            <span className="ma-tile-detail">{tile.detail}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
