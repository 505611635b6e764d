// The first tab says how to sign in; the token is typed into the header editor and is not stored.
const FIRST_QUERY = `# Sign in with the first operation, then put the access token into the tab "Headers" below:
#
#   { "Authorization": "Bearer eyJ…" }
#
# and run the second one. Everything is described: open the documentation on the left.
#
# After \`cargo dev up --demo\` the password of every sign-in is in .headwater/demo.json, and these are some of them:
#
#   admin@vendor.example        administrator of the vendor: sees all, enters and reviews
#   finance@vendor.example      finance of the vendor: bank files, holds
#   operations@vendor.example   operations of the vendor: reviews, jobs, audit log
#   admin@distributor.example   administrator of a distributor
#   admin@heron.example         administrator of one of its resellers
#   director@heron.example      leads account managers there
#   manager@heron.example       an account manager there: sees the customers assigned to it
#   admin@alder.example         administrator of a solution provider
#   admin@lantern.example       administrator of a customer

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

// A link of a mail leads here with a document in the fragment, which no server gets to see. It holds a token, so it
// does not stay in the address.
const filled = new URLSearchParams(window.location.hash.slice(1));
if (filled.has("query")) {
  window.history.replaceState(null, "", window.location.pathname);
}

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultQuery: FIRST_QUERY,
    query: filled.get("query") ?? undefined,
    variables: filled.get("variables") ?? undefined,
    defaultEditorToolsVisibility: filled.has("query") ? "variables" : "headers",
    shouldPersistHeaders: false,
    // Passwords and tokens that were typed are forgotten with the browser's tab.
    storage: window.sessionStorage,
  }),
);
