"""`python -m cli`: what `./cic` runs."""

from cli.main import main

if __name__ == "__main__":
    main()
