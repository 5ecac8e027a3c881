namespace ActionGate.Benchmarks;

/// <summary>Python as agents write it.</summary>
internal static class PythonSamples
{
    /// <summary>360 bytes.</summary>
    internal const string Snippet = """
        import json
        from pathlib import Path

        def load(path):
            with open(path, encoding="utf-8") as f:
                return json.load(f)

        config = load("config/app.json")
        rows = [r for r in config.get("rows", []) if r["active"]]
        total = sum(r["amount"] for r in rows)
        out = Path("reports") / "summary.txt"
        out.write_text(f"{len(rows)} rows, total {total:.2f}\n")
        print(out)
        """;

    /// <summary>2 KB.</summary>
    internal const string Block = """"
        """Builds the weekly sales report from the exported tables."""
        import csv
        import json
        import subprocess
        from collections import defaultdict
        from datetime import date, timedelta
        from pathlib import Path

        import requests

        BASE = Path("data")
        REPORTS = Path("reports")
        API = "https://api.example.com/v2"
        REGIONS = ["north", "south", "east", "west"]


        class Table:
            def __init__(self, path):
                self.path = path
                self.rows = []

            def load(self):
                with open(self.path, newline="", encoding="utf-8") as f:
                    for row in csv.DictReader(f):
                        row["amount"] = float(row["amount"])
                        row["units"] = int(row["units"])
                        self.rows.append(row)
                return self

            def totals(self, key):
                sums = defaultdict(float)
                for row in self.rows:
                    sums[row[key]] += row["amount"]
                return dict(sums)


        def rate(currency):
            answer = requests.get(f"{API}/rates/{currency}", timeout=10)
            answer.raise_for_status()
            return answer.json()["rate"]


        def week(today):
            start = today - timedelta(days=today.weekday())
            return start, start + timedelta(days=6)


        def main():
            config = json.loads((Path("config") / "report.json").read_text())
            start, end = week(date.today())
            factor = rate(config.get("currency", "EUR"))
            lines = [f"Sales {start:%Y-%m-%d} to {end:%Y-%m-%d}", "=" * 40]
            for region in REGIONS:
                table = Table(BASE / f"{region}.csv").load()
                totals = sorted(table.totals("product").items(), key=lambda p: -p[1])
                lines.append(region.title())
                for product, amount in totals[:5]:
                    lines.append(f"  {product:<20}{amount * factor:>12.2f}")
                lines.append(f"  {'total':<20}{sum(a for _, a in totals) * factor:>12.2f}")
            REPORTS.mkdir(exist_ok=True)
            report = REPORTS / "weekly.txt"
            report.write_text("\n".join(lines) + "\n", encoding="utf-8")
            done = subprocess.run(["git", "log", "--oneline", "-5"], capture_output=True, text=True)
            print(done.stdout)
            print(f"written: {report}, {len(lines)} lines")


        if __name__ == "__main__":
            main()
        """";
}
