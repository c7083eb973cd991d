// Opens GraphiQL with the query that the page was served with, signed in where it was so.
"use strict";

const settings = JSON.parse(document.getElementById("settings").textContent);
const signedIn = settings.headers !== null;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    // Of the fetcher, not of a tab: tabs are remembered, and an old token would be refused.
    fetcher: GraphiQL.createFetcher({ url: settings.endpoint, headers: settings.headers ?? {} }),
    defaultQuery: settings.query,
    defaultHeaders: signedIn ? "" : '{\n  "Authorization": "Bearer "\n}',
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: signedIn ? false : "headers",
  }),
);
