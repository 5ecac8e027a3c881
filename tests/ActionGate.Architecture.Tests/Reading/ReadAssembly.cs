using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ActionGate.Architecture.Tests.Reading;

/// <summary>What a compiled assembly and its symbols say about its types. Nothing is loaded or run.</summary>
internal sealed class ReadAssembly
{
    /// <summary>Portable PDB, custom debug information "type definition documents": the files of types without code.</summary>
    private static readonly Guid TypeDocuments = new("932E74BC-DBA9-4478-8D46-0F32A7BAB3D3");

    private readonly MetadataReader _reader;
    private readonly PEReader _image;
    private readonly MetadataReader _symbols;
    private readonly string _project;

    private ReadAssembly(string project, PEReader image, MetadataReader symbols)
    {
        _project = project;
        _image = image;
        _reader = image.GetMetadataReader();
        _symbols = symbols;
        References = [.. _reader.AssemblyReferences.Select(h => _reader.GetString(_reader.GetAssemblyReference(h).Name))];
        Types = [.. ReadTypes()];
    }

    internal IReadOnlyList<string> References { get; }

    internal IReadOnlyList<ReadType> Types { get; }

    /// <param name="path">The assembly; its portable symbols lie beside it.</param>
    /// <param name="project">The name of the project's folder, below which the files of its types lie.</param>
    internal static ReadAssembly Read(string path, string project)
    {
        using var image = new PEReader(File.OpenRead(path));
        using var symbols = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(Path.ChangeExtension(path, ".pdb")));
        return new ReadAssembly(project, image, symbols.GetMetadataReader());
    }

    private IEnumerable<ReadType> ReadTypes()
    {
        foreach (var group in _reader.TypeDefinitions.GroupBy(Outermost))
        {
            var type = _reader.GetTypeDefinition(group.Key);
            string name = _reader.GetString(type.Name);
            if (name.StartsWith('<') || IsCompilersOwn(type))
                continue;
            var uses = new UseCollector(_reader);
            var files = new HashSet<string>(StringComparer.Ordinal);
            foreach (var handle in group)
                ReadOne(handle, uses, files);
            yield return new ReadType(
                _reader.GetString(type.Namespace),
                name,
                (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public,
                files,
                uses.Inside.Select(Outermost).Where(h => h != group.Key).Select(FullName).ToHashSet(StringComparer.Ordinal),
                uses.Outside);
        }
    }

    private void ReadOne(TypeDefinitionHandle handle, UseCollector uses, HashSet<string> files)
    {
        var type = _reader.GetTypeDefinition(handle);
        uses.Add(type.BaseType);
        foreach (var implemented in type.GetInterfaceImplementations())
            uses.Add(_reader.GetInterfaceImplementation(implemented).Interface);
        AddConstraints(type.GetGenericParameters(), uses);
        AddAttributes(type.GetCustomAttributes(), uses);
        foreach (var field in type.GetFields().Select(_reader.GetFieldDefinition))
        {
            field.DecodeSignature(uses, false);
            AddAttributes(field.GetCustomAttributes(), uses);
        }
        foreach (var property in type.GetProperties().Select(_reader.GetPropertyDefinition))
            AddAttributes(property.GetCustomAttributes(), uses);
        foreach (var method in type.GetMethods())
            ReadMethod(method, uses, files);
        foreach (var information in _symbols.GetCustomDebugInformation(handle).Select(_symbols.GetCustomDebugInformation))
        {
            if (_symbols.GetGuid(information.Kind) != TypeDocuments)
                continue;
            var blob = _symbols.GetBlobReader(information.Value);
            while (blob.RemainingBytes > 0)
                AddFile(System.Reflection.Metadata.Ecma335.MetadataTokens.DocumentHandle(blob.ReadCompressedInteger()), files);
        }
    }

    private void ReadMethod(MethodDefinitionHandle handle, UseCollector uses, HashSet<string> files)
    {
        var method = _reader.GetMethodDefinition(handle);
        method.DecodeSignature(uses, false);
        AddConstraints(method.GetGenericParameters(), uses);
        AddAttributes(method.GetCustomAttributes(), uses);
        foreach (var point in _symbols.GetMethodDebugInformation(handle).GetSequencePoints())
        {
            if (!point.IsHidden)
                AddFile(point.Document, files);
        }
        if (method.RelativeVirtualAddress == 0)
            return;
        var body = _image.GetMethodBody(method.RelativeVirtualAddress);
        uses.Add(body.LocalSignature);
        foreach (var region in body.ExceptionRegions)
            uses.Add(region.CatchType);
        foreach (var token in IlTokens.In(body.GetILReader()))
            uses.Add(token);
    }

    private void AddConstraints(GenericParameterHandleCollection parameters, UseCollector uses)
    {
        foreach (var constraint in parameters.SelectMany(p => _reader.GetGenericParameter(p).GetConstraints()))
            uses.Add(_reader.GetGenericParameterConstraint(constraint).Type);
    }

    private void AddAttributes(CustomAttributeHandleCollection attributes, UseCollector uses)
    {
        foreach (var attribute in attributes)
            uses.Add(_reader.GetCustomAttribute(attribute).Constructor);
    }

    private void AddFile(DocumentHandle handle, HashSet<string> files)
    {
        string path = _symbols.GetString(_symbols.GetDocument(handle).Name).Replace('\\', '/');
        string folder = $"/{_project}/";
        int at = path.LastIndexOf(folder, StringComparison.Ordinal);
        string relative = at < 0 ? path : path[(at + folder.Length)..];
        if (at >= 0 && !relative.StartsWith("obj/", StringComparison.Ordinal))
            files.Add(relative);
    }

    /// <summary>Attributes and helpers that the compiler embeds, and code that generators write, have no file of ours.</summary>
    private bool IsCompilersOwn(TypeDefinition type)
    {
        string space = _reader.GetString(type.Namespace);
        return space is "Microsoft.CodeAnalysis" || space.StartsWith("System.", StringComparison.Ordinal);
    }

    private TypeDefinitionHandle Outermost(TypeDefinitionHandle handle)
    {
        for (var outer = handle; !outer.IsNil; outer = _reader.GetTypeDefinition(handle).GetDeclaringType())
            handle = outer;
        return handle;
    }

    private string FullName(TypeDefinitionHandle handle)
    {
        var type = _reader.GetTypeDefinition(handle);
        string space = _reader.GetString(type.Namespace);
        return space.Length == 0 ? _reader.GetString(type.Name) : $"{space}.{_reader.GetString(type.Name)}";
    }
}
