"""Build the package with the data folder, which stands beside it in the repository."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["urbanstats", "urbanstats.*"]), "urbanstats.data"],
    package_dir={"urbanstats.data": "data"},
)
