export class Pyodide {}
