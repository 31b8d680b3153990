using System.Reflection;
using Orleans;
using Orleans.Runtime;

namespace DonatelloAI.Architecture.Tests;

/// <summary>What travels between silos is named by us and not by the compiler, so that code may move without breaking the wire.</summary>
public sealed class WireTests
{
    private const string Prefix = "donatello.";

    private static readonly Type[] All =
    [
        .. House.Arrows.Keys.SelectMany(project => House.AssemblyOf(project).GetTypes())
            .Where(type => type.Namespace?.StartsWith("DonatelloAI", StringComparison.Ordinal) == true),
    ];

    private static readonly Type[] Messages = [.. All.Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false))];

    private static readonly Type[] GrainInterfaces = [.. All.Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable)))];

    private static readonly Type[] GrainClasses = [.. All.Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IGrainBase)))];

    [Fact]
    public void Wire_IsNotEmpty()
    {
        Assert.NotEmpty(Messages);
        Assert.NotEmpty(GrainInterfaces);
        Assert.NotEmpty(GrainClasses);
    }

    [Fact]
    public void Message_HasAnAliasOfItsOwn()
    {
        Assert.DoesNotContain(Messages, type => !HasAlias(type));
        Assert.Empty(Messages.GroupBy(AliasOf, StringComparer.Ordinal).Where(alias => alias.Skip(1).Any()).Select(alias => alias.Key));
    }

    [Fact]
    public void Message_NumbersItsMembersOnceEach() =>
        Assert.Empty(
            from type in Messages
            from id in MembersOf(type).Select(IdOf).OfType<uint>().GroupBy(id => id)
            where id.Skip(1).Any()
            select $"{type.Name} has id {id.Key} twice");

    [Fact]
    public void Message_LeavesNothingThatIsSetBehind() =>
        Assert.Empty(
            from type in Messages
            where !type.IsEnum
            from property in type.GetProperties(Declared)
            where property.SetMethod is not null && IdOf(property) is null && property.Name != "EqualityContract"
            select $"{type.Name}.{property.Name} has no id");

    [Fact]
    public void GrainInterface_HasAnAliasForItselfAndItsMethods()
    {
        Assert.DoesNotContain(GrainInterfaces, type => !HasAlias(type));
        Assert.Empty(
            from type in GrainInterfaces
            from method in type.GetMethods()
            where method.GetCustomAttribute<AliasAttribute>() is null
            select $"{type.Name}.{method.Name} has no alias");
    }

    [Fact]
    public void Manifest_IsKeptWhereGrainsAreDeclared()
    {
        var declaring = GrainInterfaces.Concat(GrainClasses).Select(type => type.Assembly.GetName().Name!["DonatelloAI.".Length..]).Distinct();

        Assert.All(declaring, project =>
        {
            Assert.Equal("true", House.FileOf(project).Descendants("EnableOrleansContractsAnalyzer").SingleOrDefault()?.Value);
            Assert.True(File.Exists(Path.Combine(House.FolderOf(project), "OrleansContracts.txt")), $"{project} has no OrleansContracts.txt");
        });
    }

    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static IEnumerable<MemberInfo> MembersOf(Type type) => type.GetMembers(Declared).Where(member => member is FieldInfo or PropertyInfo);

    private static uint? IdOf(MemberInfo member) => member.GetCustomAttribute<IdAttribute>()?.Id;

    private static bool HasAlias(Type type) => AliasOf(type)?.StartsWith(Prefix, StringComparison.Ordinal) == true;

    private static string? AliasOf(Type type) => type.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;
}
