"""Ready-made questions: what `up` prints and what the GraphiQL page opens with."""

COUNTRY_VIEW = """\
query CountryView($asOf: DateTime) {
  country(code: "MA", asOf: $asOf) {
    code
    knownUntil
    stale
    countryProgrammes(phase: "2022-2026") {
      programme { name(language: "fr") }
      phase { code startsOn endsOn state }
      sectors { text(language: "fr") }
      goal { text(language: "fr") }
      coverage { partial listed stated source }
    }
    partnershipCounts { real demonstration }
    partnerships(first: 20) {
      edges {
        node {
          title
          state
          members { role commune { name countryCode } }
          protocols(first: 5) {
            edges {
              node {
                phase { code }
                state
                inForceSince
                mayAct
                demonstration
                votes { party { name } outcome adoptedOn demonstration }
                awaiting { party { name } since }
              }
            }
          }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
"""The view of one country: who works with whom, and whose council has still to vote."""
