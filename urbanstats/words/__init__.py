"""Every word that is shown, in English and Chinese, and how numbers are told in words.

The words are data: one TOML file for each subject, an entry for each phrase with ``en`` and ``zh``.
"""
