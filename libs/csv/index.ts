export { decodeKorean, readCsv, type CsvFault, type CsvRow, type CsvTable } from './read-csv.js';
export { csvFile, neutralCell, writeCsv, type Cell } from './write-csv.js';
