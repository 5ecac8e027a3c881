using ActionGate.Scanning.Values;

namespace ActionGate.Scanning.Python.Binding;

/// <summary>Hosts, addresses and databases.</summary>
internal sealed partial class Interpreter
{
    private const string Socket = "socket.socket";

    private static bool IsUrl(Value value) => value.AsText().Text is var text && text.Contains("://", StringComparison.Ordinal);

    /// <returns>It is nothing but a URL.</returns>
    private bool AddIfUrl(Value? value, string api)
    {
        if (value is Alternatives several)
        {
            bool isUrl = true;
            foreach (var one in several.Values)
                isUrl &= AddIfUrl(one, api);
            return isUrl;
        }
        if (value is not TextValue && value is not TypedValue { Content: not null } && value is not (UnknownValue or MissingValue))
            return false;
        var text = value.AsText();
        if (text.Text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
        {
            AddPath(ActionKind.FileRead, text, api);
            return true;
        }
        int scheme = text.Text.IndexOf("://", StringComparison.Ordinal);
        if (scheme > 0 && text.Text.IndexOf(TextValue.Hole, StringComparison.Ordinal) is var hole && (hole < 0 || hole > scheme))
        {
            _findings.Add(ActionKind.Network, text, api, _at);
            return true;
        }
        return false;
    }

    /// <summary>Whom a request goes through hears all of it.</summary>
    private void AddProxies(CallArguments arguments, string api)
    {
        AddNetwork(arguments.Keyword("proxy"), null, api);
        AddProxies(arguments.Keyword("proxies"), api);
    }

    private void AddProxies(Value? proxies, string api)
    {
        switch (proxies)
        {
            case null or NoneValue:
                break;
            case MappingValue mapping:
                foreach (var (_, proxy) in mapping.Entries)
                    AddNetwork(proxy, null, api);
                AddNetwork(mapping.Rest, null, api);
                break;
            case Alternatives several:
                foreach (var one in several.Values)
                    AddProxies(one, api);
                break;
            case TextValue:
                AddNetwork(proxies, null, api);
                break;
            default:
                AddNetwork(UnknownValue.Instance, null, api);
                break;
        }
    }

    /// <summary>Code that a client is given to connect with, or to change requests with, leads it elsewhere.</summary>
    private void AddConnectors(string api, CallArguments arguments)
    {
        if (ReachOf(api) != Extent.Hosts)
            return;
        foreach (var (name, value) in arguments.Named)
        {
            if (name is "auth" or "event_hooks")
                AlterHost(api, name, value);
            else if (name is "transport" or "mounts" or "connector" or "resolver" or "opener" or "socket_factory" or "http_client" && IsOwnCode(value))
                Alter(api, name, Extent.Hosts);
        }
        switch (api[(api.LastIndexOf('.') + 1)..])
        {
            case "mount" when arguments.At(1, "adapter") is InstanceValue adapter:
                AskAdapter(adapter, api);
                break;
            case "build_opener" or "add_handler":
                foreach (var handler in arguments.Positional)
                    AskHandler(handler);
                break;
        }
    }

    /// <summary>An adapter of the code's own gets each request before it is sent, or says where to connect.</summary>
    private void AskAdapter(InstanceValue adapter, string api)
    {
        InvokeMember(adapter, "send", new CallArguments([new TypedValue("requests.Request", TextValue.Unknown)]) { MoreNamed = UnknownValue.Foreign });
        foreach (string name in (ReadOnlySpan<string>)["get_connection", "get_connection_with_tls_context", "request_url", "proxy_manager_for", "build_connection_pool_key_attributes"])
        {
            if (adapter.Type.Find(name) is not null)
                Alter(api, name, Extent.Hosts);
        }
    }

    private void AskHandler(Value handler)
    {
        var type = handler as ClassValue ?? (handler as InstanceValue)?.Type;
        if (type is null)
            return;
        foreach (var (name, member) in new Dictionary<string, Value>(type.Members))
        {
            if (member is FunctionValue && (name.EndsWith("_open", StringComparison.Ordinal) || name.EndsWith("_request", StringComparison.Ordinal)))
                Invoke(new BoundValue(SelfOf(type), member), new CallArguments([new TypedValue("urllib.request.Request", TextValue.Unknown)]));
        }
    }

    private static bool IsOwnCode(Value value) => value switch
    {
        InstanceValue or FunctionValue or ClassValue or BoundValue or PartialValue => true,
        MappingValue mapping => mapping.Entries.Values.Any(IsOwnCode),
        Alternatives several => Array.Exists(several.Values, IsOwnCode),
        _ => false,
    };

    private void AddNetwork(Value? host, Value? port, string api)
    {
        if (host is Alternatives several)
        {
            foreach (var one in several.Values)
                AddNetwork(one, port, api);
            return;
        }
        if (host is null or NoneValue)
            return;
        if (host is SequenceValue { IsExact: true, Items.Count: >= 2 } pair && port is null && pair.Items[1] is IntegerValue or NoneValue)
            (host, port) = (pair.Items[0], pair.Items[1]);
        if (AddIfFile(host, api))
            return;
        var target = host is SequenceValue { Items.Count: > 0 } sequence ? sequence.AnyItem.AsText() : host.AsText();
        if (port is not (null or NoneValue))
            target = TextValue.Concat(TextValue.Concat(target, TextValue.Of(":")), PortOf(port));
        _findings.Add(ActionKind.Network, target, api, _at);
    }

    private bool AddIfFile(Value host, string api)
    {
        if (!host.AsText().Text.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            return false;
        AddPath(ActionKind.FileRead, host.AsText(), api);
        return true;
    }

    private static TextValue PortOf(Value port) => port is TextValue or IntegerValue ? port.AsText() : TextValue.Unknown;

    private void AddAddress(Value? address, string api)
    {
        switch (address)
        {
            case null or NoneValue:
                return;
            case Alternatives several:
                foreach (var one in several.Values)
                    AddAddress(one, api);
                return;
            case SequenceValue { IsExact: true, Items.Count: >= 2 } pair:
                AddNetwork(pair.Items[0] is TextValue { Text: "" } ? TextValue.Of("0.0.0.0") : pair.Items[0], pair.Items[1], api);
                return;
            default:
                _findings.Add(ActionKind.Network, address is TextValue ? address.AsText() : TextValue.Unknown, api, _at);
                return;
        }
    }

    private void AddDatabase(Value? file, string api)
    {
        var path = PathsOf(file);
        if (path is null || path.Text is "" || path.Text.StartsWith(":memory:", StringComparison.Ordinal))
            return;
        bool isRead = false;
        if (path.Text.StartsWith("file:", StringComparison.Ordinal))
        {
            string[] parts = path.Text[5..].Split('?');
            string name = parts[0].StartsWith("///", StringComparison.Ordinal) ? parts[0][2..] : parts[0];
            if (parts.Length > 1 && (parts[1].Contains("mode=memory", StringComparison.Ordinal) || name == ":memory:"))
                return;
            isRead = parts.Length > 1 && parts[1].Contains("mode=ro", StringComparison.Ordinal);
            path = TextValue.Of(name);
        }
        AddPath(ActionKind.FileRead, path, api);
        if (!isRead)
            AddPath(ActionKind.FileWrite, path, api);
    }

    private void AddEngine(TextValue address, string api)
    {
        if (address.Text.StartsWith("sqlite", StringComparison.Ordinal))
        {
            int at = address.Text.IndexOf(":///", StringComparison.Ordinal);
            if (at >= 0)
                AddDatabase(TextValue.Of(address.Text[(at + 4)..]), api);
            return;
        }
        _findings.Add(ActionKind.Network, address, api, _at);
    }

    /// <summary>What comes in a tuple is a socket all the same, and connects like any other.</summary>
    private SequenceValue? SocketsOf(string api) => api switch
    {
        "socket.socketpair" => new(SequenceKind.Tuple, [new TypedValue(Socket), new TypedValue(Socket)], true, _condition),
        "socket.socket.accept" => new(SequenceKind.Tuple, [new TypedValue(Socket), UnknownValue.Instance], true, _condition),
        _ => null,
    };
}
