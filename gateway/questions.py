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
    strategicPlans {
      state
      applicable { version validatedOn }
      latest {
        version
        validations(first: 100) {
          totalCount
          edges { node { commune { name } outcome on reason } }
        }
      }
    }
    figures(first: 100) {
      edges {
        node {
          id
          kind
          indicator { code text(language: "fr") targets { year value } }
          year
          value
          unit
          expected
          received
          demonstration
        }
      }
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
          actionPlans(first: 5) {
            edges { node { title state notYetAnnexed annexedTo { version } demonstration } }
          }
          reports(first: 5) {
            edges { node { state startsOn endsOn dueOn acceptedOn demonstration } }
          }
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
"""The view of one country: who works with whom, whose council has still to vote, who has validated
the strategic plan, what was planned, reported and reached."""

FIGURE = """\
query Figure($id: ID!, $asOf: DateTime) {
  figure(id: $id, asOf: $asOf) {
    kind
    indicator { code text(language: "fr") unit }
    year
    value
    unit
    expected
    received
    demonstration
    sources(first: 100) {
      totalCount
      edges {
        node {
          included
          reason
          value
          notMeasured
          partnership { title }
          reportVersion { version state submittedOn decidedOn comments }
          event { id type service position recordedAt }
        }
      }
    }
  }
}
"""
"""One total, opened: every value that stands behind it, and why the others do not count."""
