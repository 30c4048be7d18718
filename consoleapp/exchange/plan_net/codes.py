"""What a bundle calls things. FHIR has no word for some of ours: those travel as extensions of our own."""

NUMBER_SYSTEM = "urn:consoleapp:provider"
NETWORK_SYSTEM = "urn:consoleapp:network"
KIND = "urn:consoleapp:kind"
DIRECT_BILLING = "urn:consoleapp:direct-billing"
SECTOR = "urn:consoleapp:sector"
EFFECTIVE = "urn:consoleapp:effective"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
NETWORK_REFERENCE = "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/network-reference"
ORGANIZATION_TYPE = "http://hl7.org/fhir/us/davinci-pdex-plan-net/CodeSystem/OrgTypeCS"
LANGUAGE_SYSTEM = "urn:ietf:bcp:47"
LANGUAGES = {"Cantonese": "yue", "English": "en", "Mandarin": "cmn"}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
RESOURCES = ("Practitioner", "Organization", "Location", "PractitionerRole", "HealthcareService")
PERSONS = ("doctor", "physiotherapist")
"""Kinds that are persons: a Practitioner with a role."""
