"""Properties of pictures: place of the shot, author, serial number, thumbnail. Pictures are not decoded."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import IFD, TAGS

from gongkai.checks.scan.collect import Collector

_PERSONAL_TAGS = {
    "Artist": "作者",
    "XPAuthor": "作者",
    "Copyright": "版权",
    "CameraOwnerName": "相机主人",
    "BodySerialNumber": "机身序列号",
    "LensSerialNumber": "镜头序列号",
    "HostComputer": "设备",
    "UserComment": "说明",
    "ImageDescription": "说明",
    "XPComment": "说明",
    "XPTitle": "标题",
    "XPSubject": "主题",
    "XPKeywords": "关键词",
    "ImageUniqueID": "图片编号",
    "DocumentName": "文件名",
}
_XMP_PERSONAL = re.compile(
    rb"(?:dc:creator|photoshop:AuthorsPosition|exif:GPS\w+|aux:SerialNumber|xmpRights:|Iptc4xmpCore:\w+)", re.IGNORECASE
)


def open_picture(data: bytes) -> Image.Image:
    """The picture, its points not decoded yet; pictures of telephones (HEIC) too. Raises what Pillow raises."""
    if data[4:8] == b"ftyp":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    return Image.open(io.BytesIO(data))


def scan_image(data: bytes, collector: Collector, where: str = "") -> None:
    """Findings of a picture's properties. A picture that cannot be opened is reported as unread."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = open_picture(data)
            info = dict(image.info)
            exif = image.getexif()
            gps = dict(exif.get_ifd(IFD.GPSInfo))
            inner = dict(exif.get_ifd(IFD.Exif))
            thumbnail = bool(exif.get_ifd(IFD.IFD1).get(0x0201)) if hasattr(IFD, "IFD1") else False
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        KeyError,
        TypeError,
        Image.DecompressionBombError,
        MemoryError,
    ):
        collector.unreadable(where, "图片已损坏或格式不认识，没有检查。请另存为JPG或PNG后再查")
        return
    packet = b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for key, value in info.items()
        if "xmp" in str(key).lower()
    )
    if any(tag in gps for tag in (2, 4)) or b"exif:GPSLatitude" in packet or b"GPSLongitude" in packet:
        collector.add("M-GPS", where, "拍摄地点（经纬度）", masked=True)
    named: dict[str, str] = {}
    for tag, value in {**exif, **inner}.items():
        label = _PERSONAL_TAGS.get(TAGS.get(tag, ""))
        if label and (text := _words(value)):
            named[label] = text
    for key, value in info.items():
        if isinstance(value, str | bytes) and str(key).lower() in (
            "comment",
            "author",
            "artist",
            "description",
            "title",
            "copyright",
            "software",
            "parameters",
        ):
            text = _words(value)
            if text and str(key).lower() != "software":
                named[{"author": "作者", "artist": "作者"}.get(str(key).lower(), "说明")] = text
    if _XMP_PERSONAL.search(packet) and not named:
        named["扩展属性"] = "有"
    if named:
        collector.add("M-IMAGE", where, "、".join(named), masked=True)
        collector.story(f"{where}图片属性", [("", text) for text in named.values()], wording=False)
    if thumbnail:
        collector.add("M-THUMBNAIL", where, "缩略图", masked=True)


def _words(value: Any) -> str:
    if isinstance(value, bytes):
        if value[:8] in (b"ASCII\0\0\0", b"UNICODE\0"):
            value = value[8:]
        for encoding in ("utf-16-le",) if value[1:2] == b"\0" else ("utf-8", "gb18030"):
            try:
                return value.decode(encoding).strip("\0 \r\n")
            except UnicodeDecodeError:
                continue
        return ""
    return str(value).strip("\0 \r\n") if isinstance(value, str) else ""
