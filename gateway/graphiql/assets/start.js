// Opens GraphiQL with the query and the headers that the page was served with.
"use strict";

const settings = JSON.parse(document.getElementById("settings").textContent);

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: settings.endpoint }),
    defaultQuery: settings.query,
    // Given, not remembered: a token of an earlier start would be refused.
    headers: settings.headers,
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    defaultEditorToolsVisibility: settings.headers ? false : "headers",
  }),
);
