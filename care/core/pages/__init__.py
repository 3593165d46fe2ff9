"""Pages of the floor: settings of people and of the organisation, and what strangers may open."""
