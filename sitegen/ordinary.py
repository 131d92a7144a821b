"""English words that are also names.

A one-word name among them, written with a capital, matches as written: the
Party is not a party, nor China china. The list holds what newspapers and
textbooks use in both senses; `case: exact` does the same for any other word.
"""

ORDINARY = frozenset(
    """
    act administration aids air allies amazon american apple arch army art assembly atlas august
    axis bank base bay bear bench bill bishop black blue board body bond book boss brown bureau
    bush cabinet cape capital capitol card carter case cash castle central chamber chancellor chase
    china church citizen city civil clay club cloud coast college colony commission committee
    commons communist community company conference congress conservative constitution consul
    convention cook council court cross crown dawn dean deal democrat democratic department
    depression deputy diet director dove drake duke east echo edge empire enterprise eve fair faith
    fed federal field fleet ford forest fortune forum foundation fox frank freedom front fund garden
    general gold governor grace grand grant great green guard guide gulf hall hamlet harmony hawk
    heath hill hope house hunt hunter ice independence initiative institute internet iris iron it
    ivory jack jasmine jewel job jordan joy judge justice king lake lamb lance labor labour league
    left liberal liberty lily line long lord march mark marine marines mars marshal mason may
    mercury mercy metro mill miller minister mint miracle mission monitor moon mountain nation
    national navy new news noble north observer office olive opposition orange order pact page pan
    park parliament partisan party patriot pearl pence penny pentagon people pilgrim pike plan polish
    pool pope post premier president press prime prince progress prospect province python queen ray
    reading red reform register republic republican revolution rice right ring river rob robin rock
    rose royal ruby rush rust sage saint sandy school scissors secretary section senate senator
    service shell singer slack smith snow society south spring square stamp star state states stern
    stone storm strait street summer summit sun swift target temple term thatcher the times tower
    town treasury treaty tribune troy trump truth turkey turner union united us victor victory
    village violet virgin wall war ward watch way weaver web welcome west wharf white who wilder
    will winter wolf wood word world young
    """.split()
)
