using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace ActionGate.Architecture.Tests.Reading;

/// <summary>Collects the types that signatures and tokens name, however deep they stand in arrays, pointers and type arguments.</summary>
internal sealed class UseCollector(MetadataReader reader) : ISignatureTypeProvider<bool, bool>
{
    internal HashSet<TypeDefinitionHandle> Inside { get; } = [];

    internal HashSet<OutsideType> Outside { get; } = [];

    internal void Add(EntityHandle handle)
    {
        if (handle.IsNil)
            return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition:
                Inside.Add((TypeDefinitionHandle)handle);
                break;
            case HandleKind.TypeReference:
                AddOutside((TypeReferenceHandle)handle);
                break;
            case HandleKind.TypeSpecification:
                reader.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(this, false);
                break;
            case HandleKind.FieldDefinition:
                Inside.Add(reader.GetFieldDefinition((FieldDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodDefinition:
                Inside.Add(reader.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType());
                break;
            case HandleKind.MethodSpecification:
                var specification = reader.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(specification.Method);
                specification.DecodeSignature(this, false);
                break;
            case HandleKind.MemberReference:
                var member = reader.GetMemberReference((MemberReferenceHandle)handle);
                Add(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Method)
                    Add(member.DecodeMethodSignature(this, false));
                else
                    member.DecodeFieldSignature(this, false);
                break;
            case HandleKind.StandaloneSignature:
                var signature = reader.GetStandaloneSignature((StandaloneSignatureHandle)handle);
                if (signature.GetKind() == StandaloneSignatureKind.LocalVariables)
                    signature.DecodeLocalSignature(this, false);
                else
                    Add(signature.DecodeMethodSignature(this, false));
                break;
        }
    }

    public bool GetTypeFromDefinition(MetadataReader r, TypeDefinitionHandle handle, byte rawTypeKind) => Inside.Add(handle);

    public bool GetTypeFromReference(MetadataReader r, TypeReferenceHandle handle, byte rawTypeKind)
    {
        AddOutside(handle);
        return true;
    }

    public bool GetTypeFromSpecification(MetadataReader r, bool genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        r.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public bool GetArrayType(bool elementType, ArrayShape shape) => true;

    public bool GetByReferenceType(bool elementType) => true;

    public bool GetFunctionPointerType(MethodSignature<bool> signature) => true;

    public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => true;

    public bool GetGenericMethodParameter(bool genericContext, int index) => true;

    public bool GetGenericTypeParameter(bool genericContext, int index) => true;

    public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => true;

    public bool GetPinnedType(bool elementType) => true;

    public bool GetPointerType(bool elementType) => true;

    public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => true;

    public bool GetSZArrayType(bool elementType) => true;

    /// <summary>Decoding has collected the types already.</summary>
    private static void Add(MethodSignature<bool> decoded) => _ = decoded;

    private void AddOutside(TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        while (type.ResolutionScope.Kind == HandleKind.TypeReference)
            type = reader.GetTypeReference((TypeReferenceHandle)type.ResolutionScope);
        if (type.ResolutionScope.Kind == HandleKind.AssemblyReference)
        {
            var assembly = reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
            Outside.Add(new OutsideType(reader.GetString(assembly.Name), reader.GetString(type.Namespace), reader.GetString(type.Name)));
        }
    }
}
