using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace DonatelloAI.Grains.Provenance;

/// <summary>A packet of XMP: RDF in XML, between marks by which programs find it that know nothing of the file.</summary>
internal sealed class XmpPacket
{
    /// <summary>Largest packet of others that is read, in bytes; a larger one is left as it is.</summary>
    public const int MaxBytes = 1024 * 1024;

    private const string Generator = "DonatelloAI";

    private static readonly XNamespace Meta = "adobe:ns:meta/";
    private static readonly XNamespace Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private static readonly XNamespace Iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    private static readonly XNamespace Xmp = "http://ns.adobe.com/xap/1.0/";
    private static readonly XNamespace Dc = "http://purl.org/dc/elements/1.1/";
    private static readonly XName ManifestAddress = XNamespace.Get("http://purl.org/dc/terms/") + "provenance";

    private static readonly XmlReaderSettings Reading = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = MaxBytes };

    private static readonly XmlWriterSettings Writing = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), OmitXmlDeclaration = true, ConformanceLevel = ConformanceLevel.Auto,
    };

    private readonly XDocument _document;
    private readonly XElement _facts;

    private XmpPacket(XDocument document, XElement facts) => (_document, _facts) = (document, facts);

    /// <summary>True when a C2PA manifest lies elsewhere, under an address that the packet names: it is bound to these bytes all the same.</summary>
    public bool NamesManifest => Has(ManifestAddress);

    /// <summary>A packet that says nothing yet.</summary>
    public static XmpPacket Empty()
    {
        var facts = new XElement(Rdf + "RDF", new XAttribute(XNamespace.Xmlns + "rdf", Rdf));
        return new XmpPacket(
            new XDocument(
                new XProcessingInstruction("xpacket", "begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\""),
                new XElement(Meta + "xmpmeta", new XAttribute(XNamespace.Xmlns + "x", Meta), facts),
                new XProcessingInstruction("xpacket", "end=\"w\"")),
            facts);
    }

    /// <summary>A packet of others; null where it cannot be read.</summary>
    /// <param name="packet">Its bytes.</param>
    /// <param name="isDeflated">True where they are compressed; no more than <see cref="MaxBytes"/> characters are ever made of them.</param>
    public static XmpPacket? Parse(ReadOnlySpan<byte> packet, bool isDeflated = false)
    {
        if (packet.Length > MaxBytes)
        {
            return null;
        }

        try
        {
            using var bytes = new MemoryStream(packet.ToArray());
            using Stream text = isDeflated ? new ZLibStream(bytes, CompressionMode.Decompress) : bytes;
            using var reader = XmlReader.Create(text, Reading);
            var document = XDocument.Load(reader);
            return document.Descendants(Rdf + "RDF").FirstOrDefault() is { } facts ? new XmpPacket(document, facts) : null;
        }
        catch (Exception unreadable) when (unreadable is XmlException or InvalidDataException or ArgumentException or NotSupportedException)
        {
            // The last two where a packet names an encoding that there is none of, or that nobody should use.
            return null;
        }
    }

    /// <summary>The packet with an origin in it, in UTF-8. What it says itself stays: a vendor knows its picture better.</summary>
    public byte[] With(ImageOrigin origin)
    {
        var news = Properties(origin).Where(property => !Has(property.Name)).ToList();
        if (news.Count > 0)
        {
            _facts.Add(new XElement(
                Rdf + "Description",
                new XAttribute(Rdf + "about", _facts.Elements(Rdf + "Description").Attributes(Rdf + "about").FirstOrDefault()?.Value ?? ""),
                new XAttribute(XNamespace.Xmlns + "Iptc4xmpExt", Iptc),
                new XAttribute(XNamespace.Xmlns + "xmp", Xmp),
                new XAttribute(XNamespace.Xmlns + "dc", Dc),
                news));
        }

        using var written = new MemoryStream();
        using (var writer = XmlWriter.Create(written, Writing))
        {
            _document.WriteTo(writer);
        }

        return written.ToArray();
    }

    private static IEnumerable<XElement> Properties(ImageOrigin origin) =>
    [
        new(Iptc + "DigitalSourceType", origin.SourceType.ToAddress()),
        new(Iptc + "AISystemUsed", string.Concat(origin.Model.Where(XmlConvert.IsXmlChar))),
        new(Xmp + "CreatorTool", Generator),
        new(Xmp + "CreateDate", origin.MadeAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)),
        new(Dc + "identifier", $"urn:uuid:{origin.GenerationId}"),
    ];

    /// <summary>True when a property is there, in either of the forms that RDF has for it.</summary>
    private bool Has(XName property) =>
        _facts.Elements(Rdf + "Description").Any(facts => facts.Element(property) is not null || facts.Attribute(property) is not null);
}
