export { xlsxFile, type XlsxCell, type XlsxSheet } from './write-xlsx.js';
