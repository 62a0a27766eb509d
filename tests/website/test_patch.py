"""A patch as the pages show it."""

from __future__ import annotations

from small_site import see

from session_memory.website.patch import SHORT, file_diffs, one_diff

PATCH = """\
diff --git a/a b/c.md b/a b/c.md
new file mode 100644
index 000..111
--- /dev/null
+++ b/a b/c.md
@@ -0,0 +1,2 @@
+diff --git a/x b/x
+<b>
\\ No newline at end of file
diff --git a/old.md b/old.md
deleted file mode 100644
--- a/old.md
+++ /dev/null
@@ -1 +0,0 @@
-gone
"""


def test_each_file_has_its_lines_and_counts() -> None:
    """A line of text that looks like the start of a file is none; nothing in it is markup."""
    first, second = file_diffs(PATCH)
    assert (first.path, first.added, first.removed) == ("a b/c.md", 2, 0)
    assert (second.path, second.added, second.removed) == ("old.md", 0, 1)
    seen = see(first.html)
    assert seen.text.split("\n")[1:3] == ["+diff --git a/x b/x", "+<b>"]
    assert [attributes["class"] for _, attributes in seen.tags] == ["gu", "gi", "same"]
    assert (first.said, second.said) == ("new file", "deleted file")


def test_nothing_hides_in_a_listing() -> None:
    """Characters that do not show, or turn others around, are named; those of the header, too."""
    diff = "@@ -1,2 +1,2 @@\n-if admin:\n+if ad\u200bmin:\u202e # x\r\n \U000e0041\tz\n"
    assert see(one_diff(diff, "a").html).text == (
        "@@ -1,2 +1,2 @@\n-if admin:\n+if ad<U+200B>min:<U+202E> # x<U+000D>\n <U+E0041>\tz\n"
    )
    (only,) = file_diffs("diff --git a/x b/x\nrename to a\u2066b\n")
    assert see(only.html).text == "rename to a<U+2066>b\n"


def test_a_change_without_lines_shows_its_header() -> None:
    """A change of mode, for example."""
    (only,) = file_diffs("diff --git a/x b/x\nold mode 100644\nnew mode 100755\n")
    assert see(only.html).text == "old mode 100644\nnew mode 100755\n"


def test_no_patch_no_files() -> None:
    """An unreachable target has none."""
    assert list(file_diffs("")) == []


def test_lines_of_a_kind_are_one_element() -> None:
    """A new file of a thousand lines is light."""
    many = "".join(f"+line {n}\n" for n in range(1000))
    (only,) = file_diffs(
        f"diff --git a/x b/x\nnew file mode 100644\n--- /dev/null\n+++ b/x\n@@ -0,0 +1,1000 @@\n{many}"
    )
    assert len(see(only.html).tags) == 2 and only.added == 1000
    assert not only.short and only.lines > SHORT


def test_a_difference_without_a_header_of_gits_is_told_in_the_same_way() -> None:
    """As a hand edit is: what its sides are called is said beside it."""
    only = one_diff("--- applied-last/A.md\n+++ stands-there-now/A.md\n@@ -1 +1 @@\n-a\n+<b>\n", "A.md")
    assert (only.path, only.added, only.removed, only.short) == ("A.md", 1, 1, True)
    assert see(only.html).text == "@@ -1 +1 @@\n-a\n+<b>\n"
