// dotnet run .ci/CheckPackages.cs -- PACKAGES VERSION SOURCES
// Opens each package that was made of a project below SOURCES and says what is missing in it.
#:property PublishAot=false
#:property EnforceCodeStyleInBuild=false

using System.IO.Compression;
using System.Xml.Linq;

string packages = args[0], version = args[1], sources = args[2];
var missing = new List<string>();
string[] expected = [.. Directory.GetDirectories(sources).Select(d => Path.GetFileName(d)!).Order(StringComparer.Ordinal)];
string[] found = [.. Directory.GetFiles(packages, "*.nupkg").Select(p => Path.GetFileName(p)!).Order(StringComparer.Ordinal)];

foreach (string stranger in found.Except(expected.Select(e => $"{e}.{version}.nupkg")))
    missing.Add($"{stranger}: expected no such package");
foreach (string id in expected)
{
    string file = Path.Combine(packages, $"{id}.{version}.nupkg");
    if (File.Exists(file))
        CheckPackage(id, file);
    else
        missing.Add($"{id}: expected a package {version}, found none");
}
foreach (string line in missing)
    Console.Error.WriteLine(line);
Console.WriteLine($"{expected.Length} packages, {missing.Count} things missing");
return missing.Count == 0 ? 0 : 1;

void CheckPackage(string id, string file)
{
    using var package = ZipFile.OpenRead(file);
    string[] entries = [.. package.Entries.Select(e => e.FullName)];
    using var specification = package.GetEntry($"{id}.nuspec")!.Open();
    var metadata = XDocument.Load(specification).Root!.Elements().Single(e => e.Name.LocalName == "metadata");
    string Value(string name) => metadata.Elements().FirstOrDefault(e => e.Name.LocalName == name)?.Value ?? "";

    Expect(id, Value("id") == id && Value("version") == version, $"id and version {version}");
    Expect(id, Value("license") == "MIT" && metadata.Elements().Any(e => e.Name.LocalName == "license" && (string?)e.Attribute("type") == "expression"), "the licence expression MIT");
    Expect(id, Value("readme") == "README.md" && entries.Contains("README.md"), "README.md");
    Expect(id, Value("description").Length > 20, "a description");
    bool isTool = metadata.Descendants().Any(e => e.Name.LocalName == "packageType" && (string?)e.Attribute("name") == "DotnetTool");
    string folder = isTool ? "tools/net10.0/any/" : "lib/net10.0/";
    Expect(id, entries.Contains($"{folder}{id}.dll"), $"{folder}{id}.dll");
    if (!isTool)
        Expect(id, entries.Contains($"{folder}{id}.xml"), $"documentation {folder}{id}.xml");

    string symbols = Path.ChangeExtension(file, ".snupkg");
    Expect(id, File.Exists(symbols) && Holds(symbols, $"{folder}{id}.pdb"), $"a snupkg with {folder}{id}.pdb");
}

static bool Holds(string archive, string entry)
{
    using var zip = ZipFile.OpenRead(archive);
    return zip.GetEntry(entry) is not null;
}

void Expect(string id, bool holds, string what)
{
    if (!holds)
        missing.Add($"{id}: expected {what}");
}
