"""Chinese for the words that click prints itself (usage line, options, errors).

click has no catalogue of its own and looks words up under the name ``_`` in each of its modules; the table below stands
in for that name. A sentence that is missing here stays English rather than breaking.
"""

from __future__ import annotations

import importlib

WORDS = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本。",
    "Aborted!": "已中止。",
    "Error: {message}": "错误：{message}",
    "Missing argument": "缺少参数",
    "Missing option": "缺少选项",
    "Missing parameter": "缺少参数",
    "Missing command.": "缺少命令。",
    "No such command {name!r}.": "没有 {name!r} 这个命令。",
    "No such option: {name}": "没有 {name} 这个选项。",
    "No such option {name!r}.": "没有 {name!r} 这个选项。",
    "Did you mean {possibility}?": "是不是 {possibility}？",
    "Did you mean {possibilities}?": "是不是 {possibilities}？",
    "(Possible options: {possibilities})": "（可用的选项：{possibilities}）",
    "Invalid value: {message}": "值不对：{message}",
    "Invalid value for {param_hint}: {message}": "{param_hint} 的值不对：{message}",
    "{value!r} is not a valid {number_type}.": "{value!r} 不是有效的{number_type}。",
    "{value!r} is not a valid integer.": "{value!r} 不是整数。",
    "{value!r} is not one of {choices}.": "{value!r} 不在可选的值里：{choices}。",
    "{value} is not in the range {range}.": "{value} 不在允许的范围 {range} 内。",
    "{name} {filename!r} does not exist.": "{name} {filename!r} 不存在。",
    "{name} {filename!r} is not readable.": "{name} {filename!r} 不能读取。",
    "{name} {filename!r} is a directory.": "{name} {filename!r} 是文件夹，这里要文件。",
    "{name} {filename!r} is a file.": "{name} {filename!r} 是文件，这里要文件夹。",
    "file": "文件",
    "File": "文件",
    "directory": "文件夹",
    "Directory": "文件夹",
    "path": "路径",
    "Path": "路径",
    "Option {name!r} requires an argument.": "选项 {name} 后面要有值。",
    "Option {name!r} does not take a value.": "选项 {name} 后面不带值。",
    "Got unexpected extra argument ({args})": "多出了参数（{args}）",
    "Got unexpected extra arguments ({args})": "多出了参数（{args}）",
    "default: {default}": "默认 {default}",
    "(default: {default})": "（默认 {default}）",
    "required": "必填",
    "Try '{command} {option}' for help.": "用法请看：{command} {option}",
    "[default: {default}]": "[默认 {default}]",
    "env var: {var}": "环境变量 {var}",
    "Choose from:\n\t{choices}.": "可选：{choices}。",
}


def _one(message: str) -> str:
    return WORDS.get(message, message)


def _many(one: str, many: str, n: int) -> str:
    return _one(one if n == 1 else many)


def _translate() -> None:
    """Put the table into every part of click that speaks; it does not matter who imported click first."""
    for name in ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types"):
        module = importlib.import_module(f"click.{name}")
        for name_in_click, ours in (("_", _one), ("ngettext", _many)):
            if hasattr(module, name_in_click):
                setattr(module, name_in_click, ours)


_translate()
