// The first tab says how to sign in; the token is typed into the header editor and is not stored.
const FIRST_QUERY = `# Sign in with the first operation, then put the access token into the tab "Headers" below:
#
#   { "Authorization": "Bearer eyJ…" }
#
# and run the second one. Everything is described: open the documentation on the left.

mutation SignIn {
  sessionCreate(input: { email: "", password: "" }) {
    session { accessToken accessTokenExpiresAt refreshToken }
    userErrors { code message }
  }
}

query WhoAmI {
  viewer {
    staff { name }
    party { id kind name }
    permissions
  }
}
`;

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: FIRST_QUERY,
    defaultEditorToolsVisibility: "headers",
    shouldPersistHeaders: false,
  }),
);
